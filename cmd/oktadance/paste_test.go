package main

import (
	"testing"

	"oktadance/internal/ptytest"
)

func TestAPasteTakesThePlaceOfWhatWasThere(t *testing.T) {
	u := sitDown(t, ptytest.Options{Cols: 100, Rows: 30}, "practice")
	u.unlocks()
	u.takes(atUsername, atPassword)
	u.Sees(atURL)
	u.Paste("okta.com")
	u.Enter()
	u.Sees("own site")
	u.Paste("www.okta.com")
	u.Sees("┃ www.okta.com")
	u.Ctrl('u')
	u.SeesNot("www.okta.com")
	u.Enter() // an empty field takes what is offered
	u.takes(finished, atServer, finished, atTokenName, atTokenValue, finished)
	u.byHand()
	u.takes(atAppName, atClientID)
	u.Sees("64 characters offered")
	u.Paste("first")
	u.Sees("5 characters pasted")
	u.Paste("second")
	u.Sees("6 characters pasted")
}

func TestTwoAddressesInOneAreNotTakenForAnother(t *testing.T) {
	u := sitDown(t, ptytest.Options{Cols: 100, Rows: 30})
	u.unlocks()
	u.takes(atUsername, atPassword)
	u.Sees(atURL)
	u.Type("https://a.okta.comhttps://b.okta.com")
	u.Enter()
	u.Sees("That is two addresses")
}

// A key pressed twice by mistake must not make things in an org.
func TestEnterTwiceAgreesToNothing(t *testing.T) {
	u := sitDown(t, ptytest.Options{Cols: 100, Rows: 30}, "practice")
	u.unlocks()
	u.toTheApp()
	u.takes(atHow)
	u.Sees(atAppName)
	u.Enter()
	u.Sees("once you agree")
	u.Enter()
	u.Sees("enter  Do it", "once you agree")
	u.Esc()
	u.Sees(atAppName)
}

func TestALongSecretIsShownWhole(t *testing.T) {
	u := sitDown(t, ptytest.Options{Cols: 60, Rows: 24}, "practice")
	u.unlocks()
	u.toTheApp()
	u.byHand()
	u.takes(atAppName, atClientID)
	u.Sees("64 characters offered")
	const secret = "0123456789abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQR"
	u.Paste(secret)
	u.Sees("64 characters pasted")
	u.Ctrl('r')
	u.Sees(secret[:58], secret[58:])
}

// Nobody agrees to what they could not see.
func TestOnASmallScreenAllIsReadBeforeItIsAgreedTo(t *testing.T) {
	u := sitDown(t, ptytest.Options{Cols: 40, Rows: 12}, "practice")
	u.unlocks()
	u.takes("Username", "Password", "127.0.0.1", finished, "Authorization server", finished, "Token name", "Token value", finished)
	u.takes("Do it for me", "App name")
	u.Sees("This will be done in", "enter read on")
	u.Enter()
	u.Sees("Write down its client ID", "enter Do it", "enter do it")
	u.Enter()
	u.Sees(finished)
}

func TestASecretInTheWrongPlaceIsTakenAwayAgain(t *testing.T) {
	u := sitDown(t, ptytest.Options{Cols: 100, Rows: 30}, "practice")
	u.unlocks()
	u.takes(atUsername, atPassword, atURL, finished)
	u.Sees(atServer)
	u.replaces(apiToken)
	u.Sees("That is an API token, and this answer is not kept secret", "in the API token step", "┃ default")
	u.SeesNot(apiToken)
	u.Enter()
	u.Sees(finished)
}
