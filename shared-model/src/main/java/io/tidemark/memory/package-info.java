/**
 * How much memory is held, in bytes, so that what holds users' data can keep to a budget. Imports nothing of ours. Read
 * {@link io.tidemark.memory.HeapSize} first.
 */
package io.tidemark.memory;
