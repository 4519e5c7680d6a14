"""Benchmarks (基准测试): each compares with a reference measured in the same run, for only ratios travel."""
