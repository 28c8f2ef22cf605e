package io.tidemark.serving.http.query;

/**
 * How much may be asked for at once.
 *
 * @param usualRows how many rows a page has unless the caller says otherwise
 * @param mostRows how many a caller may say at most
 * @param windows how many a range may hold, over all groups that are named
 * @param groups how many may be named in one query
 */
public record QuestionLimits(int usualRows, int mostRows, int windows, int groups) {}
