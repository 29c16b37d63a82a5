"""Running chapters: one for one site, all for many sites, and a place of one's own to start from.

``chapters``, ``selecting``
    which chapters there are, what parameters each declares, and which sites a batch is for
``starting``
    ``acohandbook new``: a site folder with its chapters
``batch``
    ``acohandbook run``: check all sites, hand out the work, say how each piece ended
``folders``; ``locations``, ``scheduling``, ``teams``
    where sites lie, who does the work and where results go: this machine, or storage and a cluster
``workers``, ``forking``, ``preloaded``
    a bounded number of processes that start ready, and one process with limits for each chapter
``work``, ``executing``, ``engine``, ``streams``
    the steps of one site and its chapters, through papermill with a kernel or without
``records``, ``locking``
    what is done and need not be done again; one batch at a time in one place
``outputs``, ``figures``, ``pages``
    what a run leaves: whole files, tables, pages without code
``side_by_side``, ``side_by_side_pages``, ``comparing``
    places beside each other, what may be published of them, and two batches compared
``editions``
    ``acohandbook book``: the whole handbook with one site's numbers and name
"""
