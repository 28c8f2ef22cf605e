/**
 * The one fold, and the table it folds into. What is computed is decided here and nowhere else. Knows the definition,
 * the aggregators and the codec. Read {@link io.tidemark.fold.Fold} first.
 */
package io.tidemark.fold;
