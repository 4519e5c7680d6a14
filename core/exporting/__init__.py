"""Records into files (导出)."""
