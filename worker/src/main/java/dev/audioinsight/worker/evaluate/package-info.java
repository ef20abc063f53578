/**
 * Measures the analysis on labelled recordings: speech against reference turns, SNR and number of
 * speakers against the truth.
 */
package dev.audioinsight.worker.evaluate;
