"""Who may be the same (疑似重复): marks for lists, the search of pairs, their page, and what a company decides."""
