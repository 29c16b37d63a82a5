"""What readers see: figures in words, tables, charts and statements.

Public names are listed once, in ``acohandbook/__init__.py``.
"""
