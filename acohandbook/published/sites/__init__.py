"""From published files to a site: the country once, then one place at a time, table by table."""
