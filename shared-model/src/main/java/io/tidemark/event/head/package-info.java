/**
 * What stands beside a record's value in the log, its key and headers, and the words by which a component of an event says
 * that it is read from there. Knows nothing of Tidemark. Read {@link io.tidemark.event.head.RecordHead} first.
 */
package io.tidemark.event.head;
