# Turns src/store/sql/*.sql into one C header: each "-- @name: NAME" line begins a
# statement that becomes a row {"NAME", "SQL..."} of SQL_STATEMENTS. Text before the first
# name of a file is prose and is dropped.
function quote(line) {
	gsub(/\\/, "\\\\", line)
	gsub(/"/, "\\\"", line)
	return "\t\t\"" line "\\n\"\n"
}
function finish() {
	if (name != "")
		printf "\t{\"%s\",\n%s\t},\n", name, body
	name = body = ""
}
BEGIN {
	print "// Generated from src/store/sql/*.sql by mk/sql2c.awk."
	print "static const struct { const char *name; const char *text; } SQL_STATEMENTS[] = {"
}
FNR == 1 { finish() }
/^-- @name: / { finish(); name = $3; next }
name != "" && !/^[ \t]*--/ && !/^[ \t]*$/ { body = body quote($0) }
END { finish(); print "};" }
