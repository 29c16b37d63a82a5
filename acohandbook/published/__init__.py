"""Published files: readers, one per publication, and what is built on them.

``import_sites`` writes a site folder for a real place. The other modules predict what a publisher has
published (shared-savings payments, target allocations, place need, pace of change), so that the rules
can be held against results that nobody here made up.
"""
