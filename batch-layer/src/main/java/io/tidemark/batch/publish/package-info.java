/**
 * Publishing: numbered manifests, each created only if absent. Keeps true that an aggregation's entry is replaced only
 * by a run that read it (compare and swap), that numbers are never used twice, and that no file is deleted that a reader
 * may still hold. What would make a manifest large lies in lists that it refers to. Knows {@code storage} and {@code lists}.
 * Read {@link io.tidemark.batch.publish.ManifestStore} first.
 */
package io.tidemark.batch.publish;
