"""What whole looks tell of seeded noise and seeded edits: gate, pins, second looks, masks and commit included."""
