# Turns the RATIO lines of a suite into a Markdown table: benchmarks/run scheduler | awk -f benchmarks/lib/table.awk
# A row for each benchmark: Weft's time, and the ratio to each peer with its range over the rounds.
$1 == "RATIO" {
  if (!($2 in seenBench)) { seenBench[$2] = 1; benches[++benchCount] = $2 }
  if (!($3 in seenPeer)) { seenPeer[$3] = 1; peers[++peerCount] = $3 }
  weft[$2] = $5
  range = $7
  gsub(/[][]/, "", range)
  cell[$2, $3] = $4 ~ /^[0-9]/ ? sprintf("**%.2f** (%s)", $4, shorten(range)) : $4
}

function shorten(text,   ends) {
  split(text, ends, /\.\./)
  return sprintf("%.2f-%.2f", ends[1], ends[2])
}

END {
  head = "| bench | Weft, ns |"
  rule = "|---|---:|"
  for (p = 1; p <= peerCount; p++) { head = head " " peers[p] " |"; rule = rule "---|" }
  print head
  print rule
  for (b = 1; b <= benchCount; b++) {
    row = "| `" benches[b] "` | " weft[benches[b]] " |"
    for (p = 1; p <= peerCount; p++) {
      value = cell[benches[b], peers[p]]
      row = row " " (value == "" ? "" : value " ") "|"
    }
    print row
  }
}
