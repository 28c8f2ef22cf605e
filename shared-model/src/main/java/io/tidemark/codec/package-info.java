/** Bytes in and out, as every stored and sent accumulator is written. Imports nothing. */
package io.tidemark.codec;
