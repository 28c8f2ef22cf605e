/**
 * Lists beside the manifests, of view files and of archive files. Keeps true that a list never changes, that it is there before
 * a manifest refers to it, and that what is read of it is what was written. Knows {@code storage}. Read
 * {@link io.tidemark.batch.lists.Lists} first.
 */
package io.tidemark.batch.lists;
