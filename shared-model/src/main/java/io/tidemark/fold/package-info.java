/**
 * The one fold, the steps that lead to it from a stream, and the table it folds into. What is computed is decided here and
 * nowhere else. Knows the definition, the aggregators and the codec. Read {@link io.tidemark.fold.Fold} first, then {@link
 * io.tidemark.fold.SourceFold}. More than fifteen files: five are exceptions, one for each thing that can become of an event.
 */
package io.tidemark.fold;
