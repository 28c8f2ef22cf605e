/**
 * Where the batch layer keeps its files: one root on any Hadoop {@code FileSystem}. Keeps true that a file is seen
 * whole or not at all, and that of two writers of one path only one succeeds. Imports nothing of Tidemark. Read
 * {@link io.tidemark.batch.storage.Storage} first.
 */
package io.tidemark.batch.storage;
