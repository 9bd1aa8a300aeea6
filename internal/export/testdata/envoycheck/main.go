// Command envoycheck reads an Envoy configuration into Envoy's published types and
// applies their validation rules, as far as that goes without Envoy. It is a module
// of its own, so that the program doesn't depend on these types.
package main

import (
	"errors"
	"fmt"
	"os"

	bootstrap "github.com/envoyproxy/go-control-plane/envoy/config/bootstrap/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/jwt_authn/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/rbac/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/router/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/transport_sockets/tls/v3"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/anypb"
	"sigs.k8s.io/yaml"
)

func main() {
	for _, file := range os.Args[1:] {
		n, err := check(file)
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", file, err)
			os.Exit(1)
		}
		fmt.Printf("%s: %d messages fit Envoy's types and pass their rules\n", file, n)
	}
}

// check gives the number of messages that were validated.
func check(file string) (int, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	asJSON, err := yaml.YAMLToJSONStrict(text)
	if err != nil {
		return 0, err
	}
	var b bootstrap.Bootstrap
	if err := protojson.Unmarshal(asJSON, &b); err != nil {
		return 0, err
	}
	return validate(&b)
}

// validate applies the rules of a message and of all that are packed into it.
func validate(m proto.Message) (count int, err error) {
	if packed, ok := m.(*anypb.Any); ok {
		if m, err = packed.UnmarshalNew(); err != nil {
			return 0, err
		}
	}
	count = 1
	if ruled, ok := m.(interface{ ValidateAll() error }); ok {
		err = ruled.ValidateAll()
	}
	within := func(v protoreflect.Value) {
		n, failed := validate(v.Message().Interface())
		count, err = count+n, errors.Join(err, failed)
	}
	m.ProtoReflect().Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		switch {
		case f.IsMap() && f.MapValue().Message() != nil:
			v.Map().Range(func(_ protoreflect.MapKey, v protoreflect.Value) bool { within(v); return true })
		case f.IsList() && f.Message() != nil:
			for i := range v.List().Len() {
				within(v.List().Get(i))
			}
		case !f.IsMap() && !f.IsList() && f.Message() != nil:
			within(v)
		}
		return true
	})
	return count, err
}
