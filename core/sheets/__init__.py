"""Tables as files (表格文件): XLSX and CSV in and out; it knows nothing of the CRM."""
