#!/bin/sh
# Prints the handouts as PDF with a headless Chromium, on A4 and on Letter, and each
# page as a picture to look at. It ends with 1 when the sheet doesn't fit on two sides
# of paper.
#
#   internal/handover/testdata/print.sh FOLDER
#
# Needs Go, chromium, and of poppler-utils pdftoppm and pdfinfo.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export OKTADANCE_HOME="$dir/home"
go build -C "$here" -o "$dir/oktadance" oktadance/cmd/oktadance
cd "$dir"
echo 'correct horse battery staple' >passphrase
yes '' | head -n 40 | ./oktadance practice --passphrase-file passphrase >walk 2>&1 || { cat walk; exit 1; }

for sheet in handout instructor cards; do
  case $sheet in
    handout) flags= ;;
    *) flags=--$sheet ;;
  esac
  ./oktadance notes export handout $flags --profile practice --passphrase-file passphrase >$sheet.html
  for paper in A4 Letter; do
    sed "s/@page {/@page { size: $paper;/" $sheet.html >page.html
    chromium --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking \
      --user-data-dir="$dir/chromium" --no-pdf-header-footer --print-to-pdf=page.pdf page.html >chromium.log 2>&1 || { cat chromium.log; exit 1; }
    pdftoppm -r 90 -png page.pdf "$out/export-$sheet-$paper"
    pages=$(pdfinfo page.pdf | sed -n 's/^Pages: *//p')
    echo "$sheet on $paper: $pages pages"
    [ $sheet != handout ] || [ "$pages" = 2 ]
  done
done
