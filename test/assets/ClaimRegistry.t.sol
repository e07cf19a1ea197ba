// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IDirectory} from "../../contracts/consortium/IDirectory.sol";
import {IClaimRegistry} from "../../contracts/assets/IClaimRegistry.sol";
import {IReceivables} from "../../contracts/assets/IReceivables.sol";
import {Receivables} from "../../contracts/assets/Receivables.sol";
import {AssetsTest} from "./AssetsTest.sol";

/// @notice One document becomes a claim once: who may write, how a document is known, and what is tried around it.
contract ClaimRegistryTest is AssetsTest {
    function setUp() public {
        foundAssets();
    }

    function test_recordsADocumentForEver() public {
        IClaimRegistry.Document memory document = invoice("INV2027001");
        bytes32 key = keccak256(
            abi.encode(IClaimRegistry.DocumentKind.Invoice, SUPPLIER, BUYER, keccak256("INV2027001"))
        );
        assertEq(claimRegistry.keyOf(document), key, "key");
        vm.expectEmit(address(claimRegistry));
        emit IClaimRegistry.DocumentClaimed(
            key,
            address(receivables),
            7,
            IClaimRegistry.DocumentKind.Invoice,
            org(SUPPLIER),
            org(BUYER),
            "INV2027001"
        );
        vm.prank(address(receivables));
        assertEq(claimRegistry.record("receivables", document, 7), key, "returned");
        IClaimRegistry.Record memory entry = claimRegistry.recordOf(key);
        assertEq(entry.claims, address(receivables), "room");
        assertEq(entry.recordedAt, timeNow(), "time");
        assertEq(address(claimRegistry.directory()), address(directory), "directory");
    }

    function test_revertsForADocumentThatIsAClaimAlready() public {
        IReceivables.Terms memory terms = termsOf("INV1");
        uint256 id = register(terms);
        _expectClaimed("INV1", address(receivables));
        register(terms);
        // Other terms, another account of the creditor: it is the same invoice.
        terms.amountMinor = 1;
        terms.holder = admin(SUPPLIER);
        terms.orderReference = 0;
        terms.invoiceDigest = 0;
        _expectClaimed("INV1", address(receivables));
        vm.prank(admin(SUPPLIER));
        receivables.register(terms);
        // After its claim came to nothing.
        vm.prank(account(SUPPLIER));
        receivables.withdraw(id);
        _expectClaimed("INV1", address(receivables));
        register(termsOf("INV1"));
    }

    function test_revertsForAnInvoiceWhoseClaimWasPaidAndBurned() public {
        uint256 id = issued("INV1");
        payDebt(id, AMOUNT);
        receivables.redeem(id, account(SUPPLIER));
        assertEq(receivables.balanceOf(account(SUPPLIER), id), 0, "burned");
        _expectClaimed("INV1", address(receivables));
        register(termsOf("INV1"));
    }

    function test_revertsForTheSameInvoiceInAnotherRoom() public {
        register(termsOf("INV1"));
        enter("bills", address(jpy));
        _expectClaimed("INV1", address(receivables));
        vm.prank(address(jpy));
        claimRegistry.record("bills", invoice("INV1"), 1);
    }

    function test_revertsForTheSameInvoiceInTheRoomThatReplacedThisOne() public {
        register(termsOf("INV1"));
        Receivables replaced = receivables;
        receivables = Receivables(
            deployed("Receivables", abi.encode(registry, directory, assetClasses, claimRegistry))
        );
        enter("receivables", address(receivables));
        _expectClaimed("INV1", address(replaced));
        register(termsOf("INV1"));
        register(termsOf("INV2"));
        // The old room writes no more.
        IReceivables.Terms memory terms = termsOf("INV3");
        expectError(
            abi.encodeWithSelector(
                IClaimRegistry.ClaimRegistry_OnlyRooms.selector,
                address(replaced),
                bytes32("receivables")
            )
        );
        vm.prank(account(SUPPLIER));
        replaced.register(terms);
    }

    function test_aNumberBelongsToItsKindIssuerAndCounterparty() public {
        register(termsOf("INV1"));
        IReceivables.Terms memory terms = termsOf("INV1");
        terms.debtor = org(ARBITER);
        register(terms);
        IReceivables.Terms memory other = termsOf("INV1");
        other.creditor = org(SECOND_SUPPLIER);
        other.holder = account(SECOND_SUPPLIER);
        register(other);
        IClaimRegistry.Document memory goods = invoice("INV1");
        goods.kind = IClaimRegistry.DocumentKind.Goods;
        vm.prank(address(receivables));
        claimRegistry.record("receivables", goods, 1);
    }

    function test_revertsWhenAnyoneElseWrites() public {
        _expectOnlyRooms(account(SUPPLIER), "receivables");
        vm.prank(account(SUPPLIER));
        claimRegistry.record("receivables", invoice("INV1"), 1);
        // A contract that the alliance voted in for something else.
        _expectOnlyRooms(address(eur), "token:EUR:2");
        vm.prank(address(eur));
        claimRegistry.record("token:EUR:2", invoice("INV1"), 1);
        // A room that is not there.
        expectError(abi.encodeWithSelector(IDirectory.Directory_UnknownName.selector, bytes32("titles")));
        claimRegistry.record("titles", invoice("INV1"), 1);
    }

    function test_everyRoomForClaimsMayWrite() public {
        bytes32[3] memory rooms = [bytes32("warehouseReceipts"), "bills", "titles"];
        for (uint256 i = 0; i < rooms.length; ++i) {
            enter(rooms[i], address(cny));
            IClaimRegistry.Document memory document = invoice("A1");
            document.kind = IClaimRegistry.DocumentKind(2 + i);
            vm.prank(address(cny));
            claimRegistry.record(rooms[i], document, i);
        }
    }

    function test_takesNumbersInNormalFormOnly() public {
        string[7] memory normal = ["1", "0", "INV2027001", "A0", "INV7", "R10B0C203", _long(64)];
        for (uint256 i = 0; i < normal.length; ++i) claimRegistry.keyOf(invoice(normal[i]));
        string[13] memory others = [
            "",
            "inv7",
            "INV 7",
            "INV-7",
            "INV/7",
            "INV07",
            "007",
            "00",
            "A00",
            "INV7B01",
            "INV7.",
            unicode"RÉ7",
            _long(65)
        ];
        for (uint256 i = 0; i < others.length; ++i) {
            expectError(abi.encodeWithSelector(IClaimRegistry.ClaimRegistry_BadNumber.selector, others[i]));
            claimRegistry.keyOf(invoice(others[i]));
        }
    }

    function test_revertsForAnInvoiceWithoutNumber() public {
        IReceivables.Terms memory terms = termsOf("");
        expectError(abi.encodeWithSelector(IClaimRegistry.ClaimRegistry_BadNumber.selector, ""));
        register(terms);
    }

    function test_revertsForADocumentWithoutKindOrTwoParties() public {
        IClaimRegistry.Document memory document = invoice("INV1");
        document.kind = IClaimRegistry.DocumentKind.None;
        _expectBad(document);
        document = invoice("INV1");
        document.issuer = org(0);
        _expectBad(document);
        document = invoice("INV1");
        document.counterparty = org(0);
        _expectBad(document);
        document = invoice("INV1");
        document.counterparty = document.issuer;
        _expectBad(document);
    }

    function testFuzz_anotherSpellingIsRefusedOrAnotherNumber(bytes memory number) public view {
        vm.assume(number.length <= 64);
        try claimRegistry.keyOf(invoice(string(number))) returns (bytes32) {
            assertEq(string(_normalised(number)), string(number), "normal form");
        } catch {
            bool differs = keccak256(_normalised(number)) != keccak256(number);
            assertTrue(differs || number.length == 0, "refused without need");
        }
    }

    function invoice(string memory number) internal view returns (IClaimRegistry.Document memory) {
        return
            IClaimRegistry.Document(IClaimRegistry.DocumentKind.Invoice, org(SUPPLIER), org(BUYER), number);
    }

    /// @dev The normal form, made as a reader makes it: drop what is no letter or digit, upper case, then the zeros
    /// that lead a run of digits.
    function _normalised(bytes memory text) private pure returns (bytes memory normal) {
        for (uint256 i = 0; i < text.length; ++i) {
            bytes1 letter = text[i];
            if (letter >= "a" && letter <= "z") letter = bytes1(uint8(letter) - 32);
            if (!_isDigit(letter) && !(letter >= "A" && letter <= "Z")) continue;
            normal = bytes.concat(normal, letter);
        }
        bytes memory kept;
        for (uint256 i = 0; i < normal.length; ++i) {
            bool leads = normal[i] == "0" && (kept.length == 0 || !_isDigit(kept[kept.length - 1]));
            bool goesOn = i + 1 < normal.length && _isDigit(normal[i + 1]);
            if (!leads || !goesOn) kept = bytes.concat(kept, normal[i]);
        }
        return kept;
    }

    function _isDigit(bytes1 letter) private pure returns (bool) {
        return letter >= "0" && letter <= "9";
    }

    function _long(uint256 length) private pure returns (string memory) {
        bytes memory text = new bytes(length);
        for (uint256 i = 0; i < length; ++i) text[i] = "A";
        return string(text);
    }

    function _expectClaimed(string memory number, address room) private {
        expectError(
            abi.encodeWithSelector(
                IClaimRegistry.ClaimRegistry_AlreadyClaimed.selector,
                claimRegistry.keyOf(invoice(number)),
                room,
                timeNow()
            )
        );
    }

    function _expectOnlyRooms(address caller, bytes32 room) private {
        expectError(abi.encodeWithSelector(IClaimRegistry.ClaimRegistry_OnlyRooms.selector, caller, room));
    }

    function _expectBad(IClaimRegistry.Document memory document) private {
        expectError(
            abi.encodeWithSelector(
                IClaimRegistry.ClaimRegistry_BadDocument.selector,
                document.kind,
                document.issuer,
                document.counterparty
            )
        );
        claimRegistry.keyOf(document);
    }
}
