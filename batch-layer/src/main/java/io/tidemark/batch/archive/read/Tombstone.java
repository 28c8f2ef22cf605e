package io.tidemark.batch.archive.read;

import io.tidemark.event.head.RecordHead;

/** A record that has a key and no value: what is deleted, to those who keep the newest of each key. */
public record Tombstone(int partition, long offset, long timestampMillis, RecordHead head) {}
