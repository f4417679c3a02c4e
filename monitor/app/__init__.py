"""The composition root: the only package that knows every part and puts them together from the settings.

Each of its modules is a door of its own, so that a command loads the parts that it uses: `storage` opens the store,
`opening` everything that looks need, `pages` what is served.
"""
