/**
 * Who may ask this process, as its configuration says it, and what it may not do without. Read
 * {@link io.tidemark.launcher.access.AccessConfig} first.
 */
package io.tidemark.launcher.access;
