package tui

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// A Fault is a mistake in the program itself that has stopped it: a panic. It
// tells where that was, and nothing of what it was about, which may be secret.
type Fault struct {
	Kind  string   // what the runtime says, or the type of what was thrown
	Where []string // the functions that were under way, the innermost first
}

// Error says where the fault is.
func (f *Fault) Error() string {
	if len(f.Where) == 0 {
		return "a fault in the program: " + f.Kind
	}
	return "a fault in the program, in " + f.Where[0] + ": " + f.Kind
}

// deepest is how many functions of a fault are told.
const deepest = 16

// FaultOf describes what recover returned. It is for the deferred function that
// has called recover.
func FaultOf(thrown any) *Fault {
	f := &Fault{Kind: fmt.Sprintf("%T", thrown)}
	if err, is := thrown.(runtime.Error); is {
		f.Kind = err.Error() // numbers and types, never contents
	}
	calls := make([]uintptr, 64)
	frames := runtime.CallersFrames(calls[:runtime.Callers(2, calls)])
	for more := true; more && len(f.Where) < deepest; {
		var frame runtime.Frame
		frame, more = frames.Next()
		if strings.HasPrefix(frame.Function, "runtime.gopanic") {
			f.Where = nil // until there it was the fault being handled
		} else if !strings.HasPrefix(frame.Function, "runtime.") {
			f.Where = append(f.Where, fmt.Sprintf("%s (%s:%d)", frame.Function, filepath.Base(frame.File), frame.Line))
		}
	}
	return f
}

// faultMsg brings the fault of a command.
type faultMsg struct{ fault *Fault }

// guard stands between Bubble Tea and the model. Bubble Tea would print what was
// thrown, which may be a secret; this ends the program as if the person had left.
type guard struct {
	model tea.Model
	fault *Fault
	quit  func() // from outside the program's own goroutine
}

func (g *guard) Init() tea.Cmd { return guarded(g.model.Init()) }

func (g *guard) Update(msg tea.Msg) (next tea.Model, cmd tea.Cmd) {
	if brought, is := msg.(faultMsg); is {
		g.fault = brought.fault
	}
	if g.fault != nil {
		return g, tea.Quit
	}
	defer func() {
		if thrown := recover(); thrown != nil {
			g.fault, next, cmd = FaultOf(thrown), g, tea.Quit
		}
	}()
	g.model, cmd = g.model.Update(msg)
	return g, guarded(cmd)
}

func (g *guard) View() (v tea.View) {
	v.AltScreen = true
	if g.fault != nil {
		return v
	}
	defer func() {
		if thrown := recover(); thrown != nil {
			g.fault = FaultOf(thrown)
			go g.quit()
		}
	}()
	return g.model.View()
}

// guarded is a command whose fault becomes a message.
func guarded(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() (msg tea.Msg) {
		defer func() {
			if thrown := recover(); thrown != nil {
				msg = faultMsg{FaultOf(thrown)}
			}
		}()
		msg = cmd()
		if parts, are := msg.(tea.BatchMsg); are {
			for i := range parts {
				parts[i] = guarded(parts[i])
			}
		}
		return msg
	}
}
