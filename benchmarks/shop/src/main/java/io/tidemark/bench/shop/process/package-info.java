/**
 * A process of {@code ./tidemark run} from outside: started and killed as an operator would, asked over HTTP, and looked at
 * where the system shows processes. Knows nothing of Tidemark's code. Read
 * {@link io.tidemark.bench.shop.process.NodeProcess} first.
 */
package io.tidemark.bench.shop.process;
