/** Nodes and brokers in processes of their own, as users run them. Read {@link io.tidemark.it.process.NodeProcess} first. */
package io.tidemark.it.process;
