package io.tidemark.launcher.config;

/** What a listener may do without, beyond loopback, if the operator writes so. */
public enum Insecurity {
    /** Anybody who reaches it may do everything. */
    NO_AUTHENTICATION,
    /** Tokens, passwords and answers can be read on the way. */
    NO_TLS
}
