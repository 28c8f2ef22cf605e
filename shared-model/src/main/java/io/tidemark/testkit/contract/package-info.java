/**
 * What every form of a seam owes those who call it, as cases that each form is run against: a log reader on Kafka and one on
 * a log in memory keep the same contract. Read {@link io.tidemark.testkit.contract.LogReaderContract} first.
 */
package io.tidemark.testkit.contract;
