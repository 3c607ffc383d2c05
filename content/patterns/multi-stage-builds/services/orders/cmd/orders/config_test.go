package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestShippedConfigurationIsRead(t *testing.T) {
	config, err := readConfig("../../config/orders.json")
	if err != nil {
		t.Fatal(err)
	}
	if config.Shop != "Harbour Books" || config.Listen != ":8080" || config.Prices["novel"] != 1450 {
		t.Errorf("read %+v", config)
	}
}

func TestFaultyConfigurationIsRefused(t *testing.T) {
	for _, text := range []string{"", "{}", `{"shop":"A","listen":":1"}`, `{"shopp":"A"}`} {
		path := filepath.Join(t.TempDir(), "orders.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if config, err := readConfig(path); err == nil {
			t.Errorf("%q was read as %+v", text, config)
		}
	}
}
