/** The index in sorted maps: what the one in RocksDB is compared with, and what simulations use. */
package io.tidemark.serving.index.memory;
