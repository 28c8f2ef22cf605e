/**
 * What a user writes, checked as a whole when it is built. Knows aggregators, functions, streams and time. Read
 * {@link io.tidemark.model.TidemarkModel} first, then {@link io.tidemark.model.ModelBuilder}. More than fifteen files: each
 * is a word that a model is told in, or what is checked of one, and what users import is to be in one place.
 */
package io.tidemark.model;
