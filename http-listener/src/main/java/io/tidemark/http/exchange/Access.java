package io.tidemark.http.exchange;

/** What right a route needs. */
public enum Access {
    /** None: a health check, the console's own files. */
    OPEN,
    /** To read answers. */
    READ,
    /** To see how the node fares, and to steer it. */
    OPERATE,
    /** To change who may do what. */
    ADMIN,
    /** To be another node of the same installation. */
    NODE
}
