/** The command line of those who send jobs and read results. */
package dev.audioinsight.cli;
