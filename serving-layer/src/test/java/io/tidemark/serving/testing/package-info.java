/** The two other layers in memory, over one log, for the serving layer's tests. */
package io.tidemark.serving.testing;
