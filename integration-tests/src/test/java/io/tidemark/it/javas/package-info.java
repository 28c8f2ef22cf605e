/** The other Javas of this machine: what runs on each of them, and what one has written is read on another. */
package io.tidemark.it.javas;
