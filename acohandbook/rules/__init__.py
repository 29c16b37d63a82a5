"""The arithmetic of the handbook: plain Python, no imports from outside this folder.

One module per step of the handbook, over a few shared ones:

``dialect``
    choosing, rounding and dividing in a way that runs on numbers, arrays, worksheet cells and in the page
``apportionment``
    splitting whole pence by largest remainder
"""
