/**
 * What users of such systems have met: each a small input on a whole node with a real broker, and the right answer. One
 * broker serves them all. Read {@link io.tidemark.it.faults.Node} first.
 */
package io.tidemark.it.faults;
