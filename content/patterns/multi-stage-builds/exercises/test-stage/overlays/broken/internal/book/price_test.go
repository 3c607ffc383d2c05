package book

import "testing"

func TestTenPiecesAreDearerThanNine(t *testing.T) {
	if nine, ten := total(100, 9), total(100, 10); nine >= ten {
		t.Errorf("nine pieces cost %d cents, ten only %d", nine, ten)
	}
}
