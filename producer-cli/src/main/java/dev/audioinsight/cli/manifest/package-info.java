/** Lists of jobs in files: CSV, or a job in JSON on each line. */
package dev.audioinsight.cli.manifest;
