/**
 * How a whole file gets its path in one step: by a hard link, by a rename that refuses, by a conditional create. Keeps true that of two
 * writers of one path only one is told that it was first, and that what is not known is told as such. Imports nothing of
 * Tidemark. Read {@link io.tidemark.batch.storage.naming.Naming} first.
 */
package io.tidemark.batch.storage.naming;
