"""The pages: each reads what it needs, makes its view and fills its template."""
