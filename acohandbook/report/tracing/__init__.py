"""How a figure came about, read from the records that the steps' columns keep.

``symbols``
    rules called on symbols instead of numbers write down their own formula
``wiring``
    which cells each cell reads
``explaining``
    one figure as a tree, down to input cells, parameters and terms
``as_text``, ``as_page``
    that tree for a reader
"""
