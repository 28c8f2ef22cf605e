package io.tidemark.launcher.config;

/** A way in which those who ask are recognised. */
public enum Recognition {
    TOKEN,
    PASSWORD,
    JWT
}
