package handover

import "fmt"

// mostCards is a room that still fits into one file.
const mostCards = 500

// cards are for cutting: one for each seat, and the seven moves to dance in the room.
func (s *source) cards(seats int) string {
	var all []markup
	for seat := range seats {
		all = append(all, s.seat(seat+1))
	}
	body := []markup{sheets(all), sheets(danceCards())}
	return document("The Okta Dance: cards", body...)
}

const cardsOnAPage = 8

// sheets lays cards out, a page for every eight of them.
func sheets(cards []markup) markup {
	var pages []markup
	for len(cards) > 0 {
		n := min(cardsOnAPage, len(cards))
		pages = append(pages, el("section.sheet", cards[:n]...))
		cards = cards[n:]
	}
	return join(pages)
}

// seat is one person's card. Turned upside down it asks for help.
func (s *source) seat(number int) markup {
	suffix := fmt.Sprintf("%02d", number)
	return el("article.card",
		el("div.up", el("span.seat", text(suffix)), el("span.sign", "● going well")),
		blank("Okta URL"), blank("Username"),
		el("p.mine", "If we share an org, mine are"),
		el("p.mine", el("code", text(s.usual("app.name")+" "+suffix))),
		el("p.mine", el("code", text(s.usual("scope.name")+"-"+suffix))),
		el("div.down", el("span.sign", "▲ come and see"), el("span.seat", text(suffix))),
	)
}

// usual is a note, or what the tutorial has where it is empty.
func (s *source) usual(note string) string {
	v, _ := s.value(note)
	return s.or(note, v.Example)
}

// danceCards are the seven moves, and what to do with them.
func danceCards() []markup {
	all := []markup{el("article.card",
		el("h2", "Dance it"),
		el("p", "Four people are the client, the gateway, the API and Okta."),
		el("p", "Shuffle the seven moves, put them in order, and then play them: whoever is named first hands the card to whoever is named second."),
		el("p", "What happens when Okta says no?"),
	)}
	for i, m := range moves() {
		all = append(all, el("article.card",
			el("p.way", text(m.from), " → ", text(m.to)),
			el("p.says", text(m.says)),
			el("p.order", "move ", digits(i+1)),
		))
	}
	return all
}
