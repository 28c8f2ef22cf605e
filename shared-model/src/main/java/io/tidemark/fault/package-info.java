/**
 * What is wrong and who must act. Knows nothing else. Read {@link io.tidemark.fault.Fault} first.
 */
package io.tidemark.fault;
