/**
 * One flat properties file, read into typed values. Every key stands in {@link io.tidemark.launcher.config.Keys}, with
 * its type, default and meaning; the reference in {@code docs/configuration.md} is printed from there. All faults of a
 * file are reported together. Knows nothing of the layers. Read {@code Keys} first, then
 * {@link io.tidemark.launcher.config.Config}.
 *
 * <p>More than fifteen files: keys stand in one for each thing that they are about.
 */
package io.tidemark.launcher.config;
