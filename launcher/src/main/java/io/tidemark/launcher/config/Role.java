package io.tidemark.launcher.config;

/** What a process does. */
public enum Role {
    SPEED,
    BATCH,
    SERVING
}
