"""What a published page runs again when a reader moves a control: figures, charts, tables and explorers.

These files and those of ``acohandbook/rules`` are mounted as they are in MicroPython, so they import nothing
but each other and ``math``, and keep to what it offers: no annotations, dataclasses or unpacking in literals,
and no number format with thousands (MicroPython drops the commas). A test on the syntax tree holds that, and
another compares what both Pythons write, character by character.

An explorer is one function, ``answer(inputs, chosen)``: inputs are what the run of a site hands over (numbers
and names, money in whole pence), chosen is what the controls say. It returns a dictionary with ``says`` (the
answer in words), ``figures`` (its numbers by name, for tests and scripts), ``table`` and ``chart``.
"""
