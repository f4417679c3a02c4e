"""How well Redline chooses the time of its looks: a seeded simulation beside other tools' rules and the optimum."""
